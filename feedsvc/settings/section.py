"""What every section and table of settings has in common."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feedsvc.settings import checks

YEAR = 365 * 24 * 60 * 60

Seconds = Annotated[int, Field(ge=0, le=YEAR)]
Text = Annotated[str, AfterValidator(checks.text)]
Language = Annotated[str, AfterValidator(checks.language)]
Link = Annotated[str, AfterValidator(checks.link)]


class Section(BaseModel):
    """Keys with their values; unknown ones are refused, and nothing can be changed afterwards."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        str_strip_whitespace=True,
        validate_default=True,
        allow_inf_nan=False,
    )
