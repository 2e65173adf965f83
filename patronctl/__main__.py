"""`python -m patronctl`."""

from patronctl.cli.main import main

if __name__ == "__main__":
    main()
