"""Image sizes and URLs."""

import graphene
from django.db.models.fields.files import FieldFile
from graphql import GraphQLResolveInfo


class ImageSize(graphene.Enum):
    """The sizes that every image is stored in."""

    class Meta:
        description = "The sizes that every image is stored in."

    SMALL = "small"
    LARGE = "large"

    @property
    def description(self) -> str:
        """Return the description of the value in the schema."""
        if self == ImageSize.SMALL:
            return "At most 480 pixels on the longer side; a profile image is 96 pixels square."
        return "At most 1,600 pixels on the longer side; a profile image is 400 pixels square."


def size_argument() -> graphene.Argument:
    """Return the argument `size` of a field that resolves to an image URL."""
    return graphene.Argument(
        ImageSize,
        required=True,
        default_value=ImageSize.LARGE,
        description="The size of the image.",
    )


def image_url(
    info: GraphQLResolveInfo, large: FieldFile, small: FieldFile, size: str
) -> str | None:
    """Return the absolute URL of the image in this size, or None without an image."""
    file = small if size == ImageSize.SMALL else large
    if not file:
        return None
    url: str = info.context.request.build_absolute_uri(file.url)
    return url
