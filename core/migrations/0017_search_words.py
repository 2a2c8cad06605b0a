from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models

# A statement that changes a text and leaves its words, as the release before does, empties them:
# the job then reads the text again.
POSTS_EMPTIED = """
CREATE FUNCTION empty_post_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER empty_post_words BEFORE UPDATE OF content ON core_post FOR EACH ROW
WHEN (OLD.content IS DISTINCT FROM NEW.content AND OLD.words IS NOT DISTINCT FROM NEW.words)
EXECUTE FUNCTION empty_post_words()
"""
NAMES_EMPTIED = """
CREATE FUNCTION empty_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name_words := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER empty_name_words BEFORE UPDATE OF username, display_name ON core_user FOR EACH ROW
WHEN ((OLD.username, OLD.display_name) IS DISTINCT FROM (NEW.username, NEW.display_name)
    AND OLD.name_words IS NOT DISTINCT FROM NEW.name_words)
EXECUTE FUNCTION empty_name_words()
"""


class Migration(migrations.Migration):
    """Words of posts and of names, by our own definition; a job fills those of older rows."""

    atomic = False
    dependencies = [("core", "0016_live_event_seen")]

    operations = [
        migrations.AlterModelOptions(name="post", options={"base_manager_name": "objects"}),
        migrations.AddField("post", "words", SearchVectorField(editable=False, null=True)),
        migrations.AddField("user", "name_words", SearchVectorField(editable=False, null=True)),
        migrations.RunSQL(
            POSTS_EMPTIED,
            "DROP TRIGGER empty_post_words ON core_post; DROP FUNCTION empty_post_words()",
        ),
        migrations.RunSQL(
            NAMES_EMPTIED,
            "DROP TRIGGER empty_name_words ON core_user; DROP FUNCTION empty_name_words()",
        ),
        AddIndexConcurrently(
            "post", GinIndex(fields=["words"], name="post_words", gin_pending_list_limit=1024)
        ),
        AddIndexConcurrently(
            "post",
            models.Index(
                fields=["-id"], name="post_without_words", condition=models.Q(words__isnull=True)
            ),
        ),
        AddIndexConcurrently(
            "user",
            GinIndex(fields=["name_words"], name="user_name_words", gin_pending_list_limit=1024),
        ),
        AddIndexConcurrently(
            "user",
            models.Index(
                fields=["-id"],
                name="user_without_name_words",
                condition=models.Q(name_words__isnull=True),
            ),
        ),
    ]
