from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_journal_as_of'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoomedFile',
            fields=[
                ('name', models.CharField(help_text='In the media storage.', max_length=200, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField(db_index=True, help_text='Not to be deleted before this.')),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Times it would not go.')),
            ],
        ),
    ]
