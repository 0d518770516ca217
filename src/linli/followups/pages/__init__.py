"""The desk's pages of what comes after: calls in `calling`, what is put right in `remedying`."""
