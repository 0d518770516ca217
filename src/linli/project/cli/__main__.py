"""`python -m linli.project.cli`: how the supervisor starts its children, whatever lies on the path."""

from linli.project.cli import main

main()
