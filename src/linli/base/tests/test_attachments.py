"""Attachments: what is kept holds the picture alone; what is refused says what to do; what is stored is whole."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngImageFile, PngInfo

from linli.base import attachments
from linli.base.attachments import examine, examine_upload
from linli.base.refusals import Refused

RED, BLUE = (220, 20, 20), (20, 20, 220)
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def picture(size=(60, 40), mode="RGB"):
    """Red on the left, blue on the right, so that turning it shows."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def photo(kind="JPEG", image=None, **options):
    written = BytesIO()
    (image or picture()).save(written, kind, **options)
    return written.getvalue()


def gps(orientation=1):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Phone Maker 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 44.0, 12.0), 3: "E", 4: (115.0, 40.0, 1.0)})
    return exif


def opened(examined):
    image = Image.open(BytesIO(examined.data))
    image.load()
    return image


def is_near(pixel, colour):
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=False))


def refused(code, data, name="x.jpg"):
    with pytest.raises(Refused) as caught:
        examine(name, data)
    assert caught.value.code == f"attachments.{code}"
    return str(caught.value.sentence)


def outcome(data):
    try:
        examined = examine("x", data)
    except Refused as refusal:
        return refusal.code.removeprefix("attachments.")
    return "taken" if examined.sha256 == hashlib.sha256(examined.data).hexdigest() else "mixed up"


# Photos


@pytest.mark.parametrize(("kind", "content_type"), FORMATS.items())
def test_a_photo_is_what_its_content_says(kind, content_type):
    examined = examine("a.exe", photo(kind))
    assert examined.content_type == content_type
    assert examined.size == len(examined.data)
    assert examined.sha256 == hashlib.sha256(examined.data).hexdigest()
    image = opened(examined)
    assert (image.format, image.size) == (kind, (60, 40))
    assert is_near(image.convert("RGB").getpixel((5, 20)), RED)
    assert is_near(image.convert("RGB").getpixel((55, 20)), BLUE)


@pytest.mark.parametrize("kind", FORMATS)
def test_where_and_with_what_a_photo_was_taken_is_dropped(kind):
    data = photo(kind, exif=gps())
    assert b"Phone Maker 7" in data
    examined = examine("a.jpg", data)
    assert b"Phone Maker 7" not in examined.data
    assert not opened(examined).getexif()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_is_turned_upright(kind):
    image = opened(examine("a.jpg", photo(kind, exif=gps(orientation=6)))).convert("RGB")
    assert image.size == (40, 60)
    assert is_near(image.getpixel((20, 5)), RED)
    assert is_near(image.getpixel((20, 55)), BLUE)


def test_comments_and_profiles_are_dropped():
    words = PngInfo()
    words.add_text("Comment", "taken at home")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    png = opened(examine("a.png", photo("PNG", pnginfo=words, icc_profile=profile)))
    jpeg = opened(examine("a.jpg", photo("JPEG", comment=b"taken at home", icc_profile=profile, xmp=b"<x/>")))
    for image in (png, jpeg):
        assert not {"Comment", "comment", "icc_profile", "xmp", "exif"} & image.info.keys()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_hides_behind_a_picture_is_not_kept(kind):
    examined = examine("a.jpg", photo(kind) + b"PK\x03\x04<script>alert(1)</script>")
    assert b"<script>" not in examined.data


@pytest.mark.parametrize("kind", FORMATS)
def test_a_large_photo_is_made_smaller(kind):
    image = opened(examine("a.jpg", photo(kind, picture((4000, 1000)))))
    assert image.size == (2560, 640)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "RGBA"), ("WEBP", "RGBA")],
)
def test_other_colour_modes_are_kept_readable(kind, mode):
    image = opened(examine("a.png", photo(kind, picture(mode=mode))))
    assert image.mode in ("RGB", "RGBA", "L")
    if mode not in ("L", "1", "LA"):
        assert is_near(image.convert("RGB").getpixel((5, 20)), RED)


def test_sixteen_bit_grey_is_not_cut_to_white():
    grey = Image.new("I;16", (10, 10), 0x8000)
    assert opened(examine("a.png", photo("PNG", grey))).getpixel((5, 5)) == 0x80


def test_transparency_is_kept():
    image = Image.new("P", (10, 10), 0)
    examined = examine("a.png", photo("PNG", image, transparency=0))
    assert opened(examined).getpixel((5, 5))[3] == 0


def test_a_phones_photo_with_a_preview_inside_is_a_photo():
    data = photo("MPO", save_all=True, append_images=[picture((20, 10))])
    image = opened(examine("a.jpg", data))
    assert (image.format, image.size) == ("JPEG", (60, 40))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind):
    data = photo(kind, save_all=True, append_images=[picture(mode="L").convert("RGB")])
    assert "会动的图" in refused("wrong_type", data)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_heic_is_refused_with_what_to_do(brand):
    sentence = refused("wrong_type", b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + b"\x00" * 100)
    assert "截屏" in sentence
    assert "兼容性最佳" in sentence


@pytest.mark.parametrize(
    "data",
    [
        photo("GIF", picture(mode="P")),
        photo("BMP"),
        photo("TIFF"),
        b"MZ" + b"\x00" * 200,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + b"\x00" * 100,
        b"hello",
        b"\n%PDF-1.4\n%%EOF",
    ],
)
def test_other_kinds_are_refused_whatever_they_are_called(data):
    assert "只收照片" in refused("wrong_type", data, "photo.jpg")


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_photo_is_refused(kind):
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    data = photo(kind, noise)
    refused("unreadable", data[: len(data) // 2])


def test_an_empty_file_is_refused():
    refused("unreadable", b"")


def a_png_that_claims(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_500, 10_000, 12_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(side, monkeypatch):
    monkeypatch.setattr(PngImageFile, "load_prepare", lambda _: pytest.fail("room was made for the picture"))
    assert "尺寸太大" in refused("too_large", a_png_that_claims(side, side))


def test_a_photo_of_sixty_four_million_pixels_is_taken():
    image = opened(examine("a.jpg", photo("JPEG", Image.new("L", (9248, 6936), 128), quality=20)))
    assert max(image.size) == 2560


# PDF


def pdf(extra=b"", tail=b""):
    return b"%PDF-1.7\n1 0 obj\n<</Type/Catalog" + extra + b">>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" + tail


def pdf_with_objects(inside, data=None):
    body = zlib.compress(inside) if data is None else data
    return pdf() + b"2 0 obj<</Type /ObjStm /Filter /FlateDecode>>stream\r\n" + body + b"\nendstream\nendobj\n%%EOF\n"


def test_a_plain_pdf_is_kept_as_it_came():
    examined = examine("证明.PDF", pdf(b"/OpenAction[3 0 R/Fit]"))
    assert examined.content_type == "application/pdf"
    assert examined.data == pdf(b"/OpenAction[3 0 R/Fit]")
    assert examined.name == "证明.pdf"
    assert examine("a.pdf", pdf_with_objects(b"<</Type/Page>>")).content_type == "application/pdf"


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        pdf(b"/AA<</O<</S /J#61va#53cript>>>>"),
        pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        pdf_with_objects(b"<</S/JavaScript>>"),
        pdf_with_objects(b"<</S/L#61unch>>"),
        pdf(b"/AcroForm<</XFA 7 0 R>>"),
        pdf_with_objects(b"<</Type/Annot/Subtype/RichMedia>>"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(data):
    assert "会自己运行" in refused("wrong_type", data, "a.pdf")


def test_words_that_only_begin_like_an_action_are_no_action():
    assert examine("a.pdf", pdf(b"/JavaScripting 1 /Launching 2")).size


def test_a_pdf_with_a_password_is_refused():
    assert "密码" in refused("unreadable", pdf(b"/Encrypt 5 0 R"), "a.pdf")


def test_a_pdf_whose_end_is_missing_is_refused():
    refused("unreadable", pdf().replace(b"%%EOF", b""), "a.pdf")


def test_what_comes_after_a_pdfs_end_is_cut():
    assert examine("a.pdf", pdf(tail=b"PK\x03\x04 a program")).data == pdf()


@pytest.mark.parametrize(
    "data",
    [
        pdf_with_objects(b"", data=b"not compressed"),
        pdf_with_objects(b"", data=zlib.compress(b"<</Type/Page>>" * 100)[:-10]),
        pdf_with_objects(b"", data=zlib.compress(b"\x00" * 80_000_000)),
        pdf(b"/ObjStm"),
        pdf_with_objects(b"x").replace(b"/ObjStm", b"/ObjStm/ObjStm"),
    ],
)
def test_a_pdf_whose_objects_cannot_be_looked_into_is_refused(data):
    refused("unreadable", data, "a.pdf")


# Any content


SAMPLES = [photo("JPEG", exif=gps(6)), photo("PNG"), photo("WEBP"), pdf_with_objects(b"<</Type/Page>>")]


@settings(max_examples=400)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=30),
    st.integers(0, 10**6),
)
def test_a_damaged_file_is_either_taken_or_refused(sample, changes, cut):
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    if cut % 3 == 0:
        del data[cut % len(data) :]
    assert outcome(bytes(data)) in {"taken", "too_large", "wrong_type", "unreadable"}


# Size


def test_a_file_of_more_than_ten_megabytes_is_refused():
    data = photo() + b"\x00" * attachments.LARGEST
    assert "10 MB" in refused("too_large", data)


def test_an_upload_too_large_is_refused_unread():
    class Unreadable(SimpleUploadedFile):
        def read(self, *_):
            raise AssertionError("read")

    upload = Unreadable("a.jpg", b"")
    upload.size = attachments.LARGEST + 1
    with pytest.raises(Refused) as caught:
        examine_upload(upload, field="photos")
    assert (caught.value.code, caught.value.field) == ("attachments.too_large", "photos")


def test_an_upload_is_read_from_its_beginning():
    upload = SimpleUploadedFile("路灯.jpeg", photo())
    upload.read()
    assert examine_upload(upload).name == "路灯.jpeg"


def test_a_refusal_names_the_input():
    with pytest.raises(Refused) as caught:
        examine("a.jpg", b"hello", field="photos")
    assert caught.value.field == "photos"


# Names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("路灯不亮.jpg", "路灯不亮.jpg"),
        ("IMG_001.JPEG", "IMG_001.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\王\\照片.JPG", "照片.jpg"),
        ("a.php", "a.php.jpg"),
        ("a\x00b\n\u202egnp.jpg", "abgnp.jpg"),
        ('<b>"?*|:.jpg', "b.jpg"),
        ("...", "附件.jpg"),
        ("", "附件.jpg"),
        (".jpg", "附件.jpg"),
        ("  两个  空格 .jpg", "两个 空格.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
    ],
)
def test_names_are_made_safe(name, kept):
    assert examine(name, SAMPLES[0]).name == kept


@given(st.text(max_size=200))
def test_any_name_becomes_a_file_name(name):
    kept = attachments._clean_name(name, "image/png")
    assert kept.endswith(".png")
    assert 4 < len(kept) <= attachments.LONGEST_NAME + 4
    assert not set(kept) & set('/\\<>:"|?*\x00\n\r')
