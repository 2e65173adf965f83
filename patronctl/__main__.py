"""`python -m patronctl`."""

from patronctl.cli.start import start

if __name__ == "__main__":
    start()
