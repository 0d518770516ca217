"""One more reason why a word is not public: the keeping time of its case is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_reviews"),
    ]

    operations = [
        migrations.AlterField(
            model_name="word",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("personal", "遮不掉的个人信息"),
                    ("abusive", "骂人、侮辱人"),
                    ("off_topic", "说的不是这项服务"),
                    ("objected", "本人不想公开"),
                    ("mistake", "公开错了"),
                    ("set_aside", "评价不再计入，或者事情改为保密"),
                    ("erased", "本人删除了资料"),
                    ("expired", "办件的保管期限到了"),
                ],
                max_length=10,
                verbose_name="为什么",
            ),
        ),
    ]
