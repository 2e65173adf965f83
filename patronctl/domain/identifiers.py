"""What makes an identifier look like another one: characters that nobody sees, and how spreadsheets keep a number's zeros."""

# No width, no ink: soft hyphen, zero width spaces and joiners, marks and overrides of direction, byte order mark, fillers, tags.
INVISIBLE = (
    r"[\x{80}-\x{84}\x{86}-\x{9F}\x{AD}\x{34F}\x{61C}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{200B}-\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{206F}\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFA0}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E0FFF}]"
)
# Blanks that are none of the keyboard's.
BLANKS = r"[\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
# ="002", '002 and '002'.
AS_TEXT = r"""^(?:="(.*)"|'+([^']*)'?)$"""
WHITE_SPACE = " \t\r\n\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200e\u200f\u2060\u00ad" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What is taken off both ends of any value."""
PLAIN = {"invisible": INVISIBLE, "blanks": BLANKS, "as_text": AS_TEXT, "ends": WHITE_SPACE}
