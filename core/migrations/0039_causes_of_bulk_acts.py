from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0038_bulk_acts'),
    ]

    operations = [
        migrations.AddField(
            model_name='entrycause',
            name='bulk',
            field=models.BigIntegerField(help_text='BulkAct.id, of which it is a part.', null=True),
        ),
        migrations.AlterField(
            model_name='entrycause',
            name='cause',
            field=models.CharField(choices=[('me', 'Me'), ('block', 'Block'), ('undo', 'Undo'), ('expiry', 'Expiry'), ('bulk', 'Bulk')], max_length=8),
        ),
    ]
