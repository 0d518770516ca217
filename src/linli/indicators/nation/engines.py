"""Where the expressions run: DuckDB in this process, or Spark, here or on a cluster. Each imported when asked for.

Spark takes its settings as every program of it does (`SPARK_REMOTE`, `SPARK_CONF_DIR`, `spark-defaults.conf`); without
any it runs on this machine's cores.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

NO_DUCKDB = "要先装上汇总用的包：pip install 'linli[nation]'，源码里是 uv sync --extra nation。"
NO_SPARK = "要先装上 Spark：pip install 'linli[nation-spark]'，源码里是 uv sync --extra nation-spark。"
NO_JAVA = (
    "Spark 要有 Java 17：Debian、Ubuntu 上是 apt-get install openjdk-17-jre-headless；装在别处的，设置 JAVA_HOME。"
)


class EngineMissing(Exception):
    """Something is not installed; the sentence says what to do."""


class Name(StrEnum):
    """The engines there are."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Engine(Protocol):
    """What is asked of an engine."""

    def tables(self, name: str, files: Sequence[Path]) -> Any:
        """Many Parquet files of one shape as one table."""

    def write(self, expression: Any, out: Path) -> None:
        """Run an expression, and write what it gives as Parquet."""


class DuckDB:
    """In this process; one file comes out."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def tables(self, name: str, files: Sequence[Path]) -> Any:
        """Many Parquet files of one shape as one table."""
        return self.connection.read_parquet([str(each) for each in files], table_name=name)

    def write(self, expression: Any, out: Path) -> None:
        """Run an expression; the file is whole or not there."""
        unfinished = out.with_name(f".{out.name}.unfinished")
        self.connection.to_parquet(expression, unfinished, compression="zstd")
        unfinished.replace(out)


class Spark:
    """A session of Spark; a folder of Parquet files comes out, as its workers write them."""

    def __init__(self, session: Any, connection: Any) -> None:
        self.session, self.connection = session, connection

    def tables(self, name: str, files: Sequence[Path]) -> Any:
        """Many Parquet files of one shape as one table."""
        self.session.read.parquet(*(each.absolute().as_uri() for each in files)).createOrReplaceTempView(name)
        return self.connection.table(name)

    def write(self, expression: Any, out: Path) -> None:
        """Run an expression; the folder has `_SUCCESS` where it is whole."""
        self.connection.to_parquet(expression, out.absolute().as_uri())


@contextmanager
def engine(name: Name) -> Iterator[Engine]:
    """The engine of a name, until the block ends; EngineMissing where it is not installed."""
    with (duckdb if name is Name.DUCKDB else spark)() as found:
        yield found


@contextmanager
def duckdb() -> Iterator[Engine]:
    """DuckDB, in memory; what does not fit lies beside what is written."""
    try:
        import duckdb as _installed  # noqa: F401  # an extra: asked for when it is needed
        import ibis
    except ImportError as error:
        raise EngineMissing(NO_DUCKDB) from error
    connection = ibis.duckdb.connect()
    try:
        yield DuckDB(connection)
    finally:
        connection.disconnect()


@contextmanager
def spark() -> Iterator[Engine]:
    """Spark, as its settings say."""
    try:
        import ibis
        from pyspark.sql import SparkSession  # an extra: asked for when it is needed
    except ImportError as error:
        raise EngineMissing(NO_SPARK) from error
    if not (os.environ.get("SPARK_REMOTE") or _has_java()):
        raise EngineMissing(NO_JAVA)
    session = SparkSession.builder.appName("linli").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR") if not os.environ.get("SPARK_REMOTE") else None
    try:
        yield Spark(session, ibis.pyspark.connect(session))
    finally:
        with suppress(ConnectionError):
            session.stop()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin" if home else None) is not None
