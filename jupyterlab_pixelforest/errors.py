"""The few errors this package raises on purpose."""


class PixelForestError(Exception):
    """An error with a tag, as in the browser.

    The tag is one of `format` (damaged file or a kind that is not read), `project`
    (another workflow or version, or contradicts itself), `access` (missing or
    forbidden file), `memory`, `mismatch` (image, labels, features and forest do not
    fit), `input` (impossible wish) and `worker` (the kernels failed).
    """

    def __init__(self, tag: str, message: str) -> None:
        """`message` says what was wanted, what was found and what to do."""
        super().__init__(message)
        self.tag = tag


def in_one_line(error: BaseException) -> str:
    """What is printed of an error: its message, or its type where it has none."""
    text = " ".join(str(error).split())
    if isinstance(error, PixelForestError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
