"""Which versions of the law are loaded, and what stands between a changed file and its loading."""

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Max

from caseflow import law
from caseflow.models import Regime

HINT = "Run manage.py load_law."


def files() -> list[law.Regime]:
    """The law files as they lie here."""
    return [law.load(name) for name in law.FILES]


def loaded() -> list[Regime]:
    """Every loaded version, the newest of each law first; without the text."""
    return list(Regime.objects.defer("canonical").order_by("code", "-version"))


def unloaded() -> list[law.Regime]:
    """Files whose text was never loaded."""
    found = files()
    known = set(
        Regime.objects.filter(digest__in=[each.digest for each in found]).values_list(
            "digest", flat=True
        )
    )
    return [each for each in found if each.digest not in known]


def objection(regime: law.Regime) -> str:
    """Why a file that was never loaded cannot be; empty where it can."""
    newest = Regime.objects.filter(code=regime.code).aggregate(newest=Max("version"))["newest"]
    if newest is None or regime.version > newest:
        return ""
    if Regime.objects.filter(code=regime.code, version=regime.version).exists():
        return (
            f"{regime.code}: version {regime.version} was loaded with another text than the file "
            f"has now; a changed file gets the next version, {newest + 1}"
        )
    return (
        f"{regime.code}: the file says version {regime.version}, but version {newest} is loaded; "
        f"a changed file gets the next version, {newest + 1}"
    )


def shortcomings() -> list[str]:
    """A sentence for each file under whose text no limit can start yet."""
    return [
        objection(each) or f"{each.code}: version {each.version} is not loaded"
        for each in unloaded()
    ]


def refuse_unloaded() -> None:
    """ImproperlyConfigured where a server or worker would start with a law that is not loaded."""
    if found := shortcomings():
        raise ImproperlyConfigured(f"{'; '.join(found)}. {HINT}")
