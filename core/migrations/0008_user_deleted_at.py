from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_allowances'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='deleted_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
