"""Writers of files that aren't images, videos or audios of a documented format."""


def write_svg() -> bytes:
    """A well-formed SVG image of 640x480."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" viewBox="0 0 640 480">'
        b'<rect width="640" height="480" fill="#4080c0"/></svg>\n'
    )


def write_pdf() -> bytes:
    """A PDF with an empty page."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 640 480]>>",
    ]
    made = b"%PDF-1.4\n"
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, part)
    start = len(made)
    made += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return made + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def write_text() -> bytes:
    """Two lines of plain text."""
    return b"This is no picture, no film and no sound.\nIt only has a name that says so.\n"
