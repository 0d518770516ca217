"""The API's toolkit: tokens, problems (RFC 9457), paging. No feature lives here."""
