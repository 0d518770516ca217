"""Forms show what was refused beside the field, answer with the right status, and keep what was typed."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings
from django.utils.datastructures import MultiValueDict

from linli.base.refusals import Conflict, Refused
from linli.web.forms import PhotosField, RatingField, onward, refusals_shown_on, say, show

PAGE = """{% load partials %}<html>{% partialdef card inline %}<form>{{ form }}</form>{% endpartialdef %}</html>"""
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        ("django.template.loaders.locmem.Loader", {"page.html": PAGE}),
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]


class PlaceForm(forms.Form):
    building = forms.CharField(label="在哪栋楼", help_text="比如 3 号楼")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def filled(**data: str) -> PlaceForm:
    return PlaceForm({"building": "3 号楼", **data})


def request_of(**headers: str):
    return RequestFactory().post("/somewhere/", headers=headers)


@pytest.fixture
def page_template():
    with override_settings(TEMPLATES=TEMPLATES):
        yield


def test_a_refusal_is_shown_at_the_field_it_names():
    form = filled()
    with refusals_shown_on(form):
        raise Refused("cases.same_again", "这栋楼已经有人报过。", field="building")
    assert form.errors["building"] == ["这栋楼已经有人报过。"]
    assert form.refused.code == "cases.same_again"


def test_a_refusal_without_a_field_of_the_form_is_shown_on_top():
    form = filled()
    with refusals_shown_on(form):
        raise Refused("cases.closed", "已经办结。", field="not_here")
    assert form.non_field_errors() == ["已经办结。"]


def test_other_exceptions_are_not_swallowed():
    with pytest.raises(ZeroDivisionError), refusals_shown_on(filled()):
        raise ZeroDivisionError


@pytest.mark.usefixtures("page_template")
def test_an_invalid_form_answers_422_and_keeps_what_was_typed():
    response = show(request_of(), "page.html", form=PlaceForm({"building": "", "secret": "x"}))
    assert response.status_code == 422
    html = response.content.decode()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_building_helptext id_building_error"' in html
    assert 'href="#id_building"' in html
    assert 'value="x"' in html


@pytest.mark.usefixtures("page_template")
@pytest.mark.parametrize(("kind", "status"), [(Refused, 422), (Conflict, 409)])
def test_a_refused_form_answers_with_the_status_of_the_refusal(kind, status):
    form = filled()
    with refusals_shown_on(form):
        raise kind("cases.changed", "别人刚刚改过。")
    response = show(request_of(), "page.html", form=form)
    assert response.status_code == status
    assert "别人刚刚改过。" in response.content.decode()


@pytest.mark.usefixtures("page_template")
def test_a_valid_or_untouched_form_answers_200():
    assert show(request_of(), "page.html", form=filled()).status_code == 200
    assert show(request_of(), "page.html", form=PlaceForm()).status_code == 200


@pytest.mark.usefixtures("page_template")
@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_htmx_gets_the_part_it_asked_for_and_everybody_else_the_page(headers, whole):
    response = show(request_of(**headers), "page.html", part="card", form=PlaceForm())
    assert response.content.decode().startswith("<html>") is whole
    assert "HX-Request" in response["Vary"]


def test_onward_redirects_a_page_and_tells_htmx_where_to_go():
    assert onward(request_of(), "/cases/1/")["Location"] == "/cases/1/"
    told = onward(request_of(**{"HX-Request": "true"}), "/cases/1/")
    assert (told.status_code, told["HX-Redirect"]) == (200, "/cases/1/")


def test_a_sentence_to_be_read_out_travels_in_the_answer():
    assert "linli:say" in say(onward(request_of(), "/"), "已保存。")["HX-Trigger"]


class RatingForm(forms.Form):
    level = RatingField(label="您满意吗")


def test_a_rating_has_five_levels_in_words_and_none_chosen_beforehand():
    html = str(RatingForm())
    for words in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"):
        assert f"<span>{words}</span>" in html
    assert html.count('type="radio"') == 5
    assert "checked" not in html


def test_a_rating_is_a_number_and_is_asked_for_in_plain_words():
    form = RatingForm({"level": "4"})
    assert form.is_valid()
    assert form.cleaned_data["level"] == 4
    assert RatingForm({}).errors["level"] == ["请选一个。"]
    assert not RatingForm({"level": "6"}).is_valid()


class PhotosForm(forms.Form):
    photos = PhotosField(label="照片", limit=2, required=False)


def photos(number: int) -> MultiValueDict:
    return MultiValueDict({"photos": [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(number)]})


def test_several_photos_arrive_as_a_list():
    form = PhotosForm({}, photos(2))
    assert form.is_valid()
    assert [upload.name for upload in form.cleaned_data["photos"]] == ["0.jpg", "1.jpg"]


def test_no_photos_are_an_empty_list():
    form = PhotosForm({}, photos(0))
    assert form.is_valid()
    assert form.cleaned_data["photos"] == []


def test_too_many_photos_are_refused_with_the_number():
    form = PhotosForm({}, photos(3))
    assert form.errors["photos"] == ["最多传 2 个文件，您选了 3 个。请去掉一些。"]


def test_an_empty_file_among_them_is_refused():
    files = photos(1)
    files.appendlist("photos", SimpleUploadedFile("empty.jpg", b""))
    assert not PhotosForm({}, files).is_valid()


def test_a_required_photo_is_asked_for():
    class Strict(forms.Form):
        photos = PhotosField(label="照片")

    assert "photos" in Strict({}, photos(0)).errors
