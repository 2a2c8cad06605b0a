import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0028_mentioned'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryCause',
            fields=[
                ('entry', models.BigIntegerField(help_text='JournalEntry.id.', primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('me', 'Me'), ('block', 'Block'), ('undo', 'Undo'), ('expiry', 'Expiry')], max_length=8)),
                ('until', models.DateTimeField(help_text='The end of a mute that ended before it.', null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('by', models.ForeignKey(db_index=False, help_text='Who decided it.', on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['by', 'at'], name='cause_by')],
            },
        ),
    ]
