from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0003_words_of_the_sides"),
    ]

    operations = [
        migrations.AddField(
            model_name="handoff",
            name="preview_mark",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
    ]
