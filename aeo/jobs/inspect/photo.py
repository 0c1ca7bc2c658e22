"""Photographs: decoded once and drawn anew, so that nothing but the picture is shown."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps

from aeo.domain.file_kinds import Refused, Rejection
from aeo.jobs.inspect.report import Report, picture_name

LONG_EDGE = 1600  # pixels
PIXELS_MAX = {"JPEG": 220_000_000, "PNG": 50_000_000}  # a JPEG is decoded at a fraction
BROKEN = (OSError, SyntaxError, ValueError, EOFError)  # whatever Pillow says of a damaged file


def look(path: Path, folder: Path) -> Report:
    """Raises ``Refused``."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max(PIXELS_MAX.values())
    try:
        with Image.open(path, formats=tuple(PIXELS_MAX)) as image:
            if image.width * image.height > PIXELS_MAX[image.format or "PNG"]:
                raise Refused(Rejection.BOMB)
            image.draft("RGB", (LONG_EDGE, LONG_EDGE))
            image.load()
            size = draw(image, folder / picture_name(1))
    except Image.DecompressionBombError as error:
        raise Refused(Rejection.BOMB) from error
    except BROKEN as error:
        raise Refused(Rejection.DAMAGED) from error
    return Report(pictures=(size,), count=1)


def draw(image: Image.Image, path: Path) -> tuple[int, int]:
    """Write ``image`` upright, on white and without its metadata; its size in pixels."""
    image.thumbnail((LONG_EDGE, LONG_EDGE))
    upright = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", upright.size, "white")
    colours = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.paste(colours, mask=colours if colours.mode == "RGBA" else None)
    plain.save(path, "PNG", compress_level=4)
    return plain.size
