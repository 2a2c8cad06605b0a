from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The indexes of large tables are made while these are written.
    atomic = False

    dependencies = [("core", "0043_mail")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="standing",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Visible"), (1, "Held"), (2, "Hidden")],
                db_default=0,
                default=0,
                editable=False,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="standing",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Visible"), (1, "Held"), (2, "Hidden")],
                db_default=0,
                default=0,
                editable=False,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="is_limited",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="By a moderator: only followers see the posts.",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="limited_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="suspended_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        AddIndexConcurrently(
            model_name="comment",
            index=models.Index(
                condition=models.Q(standing__gt=0), fields=["id"], name="comment_withheld"
            ),
        ),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                condition=models.Q(standing__gt=0), fields=["author"], name="post_withheld"
            ),
        ),
        AddIndexConcurrently(
            model_name="user",
            index=models.Index(
                condition=models.Q(is_private=True) | models.Q(is_limited=True),
                fields=["id"],
                name="user_seen_by_followers",
            ),
        ),
    ]
