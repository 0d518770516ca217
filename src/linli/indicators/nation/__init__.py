"""Indicators beyond one installation: leaf numbers given out as a package, and many packages added up to every area.

A package (`packages`) is a folder of Parquet files with a manifest: the leaves of one region and month, and by which
formulas they were counted. Adding up needs no database: `expressions` says it once, and DuckDB or Spark does it
(`engines`). Both, and pyarrow, come with the extras `nation` and `nation-spark`; only `linli nation` and
`linli bench rollup` import what needs them, so nothing of it is loaded in web or worker.
"""
