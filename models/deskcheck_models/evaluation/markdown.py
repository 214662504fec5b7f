"""A report as the section of a model card."""

from deskcheck_models.evaluation.evaluation import Report
from deskcheck_models.evaluation.text_tables import TextTable, text_tables


def markdown(report: Report, command: str) -> str:
    """Tables, each under a heading, behind the command that made them and how to read them."""
    parts = [
        f"```\n{command}\n```",
        _explained(report),
        *(f"### {table.title}\n\n{_table(table)}" for table in text_tables(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _explained(report: Report) -> str:
    unscored = f"{report.unscored} of {report.programs} programs"
    return (
        f"Split {report.split}, engine {report.engine}, seed {report.seed}. Behind a figure stands "
        f"its 95 % interval over {report.draws} bootstrap draws of problems. AUC and tau-b are "
        "taken within a group, pair accuracy over all pairs; equal scores count one half. Best of "
        "N is the pass rate of the best-scored program over all subsets of N programs of a group, "
        "or of all its programs where it has fewer; gap closed is the share of the way from a "
        "random choice to the oracle. *With parser* is the verifier where programs that do not "
        "parse are invalid and last, as in a ranking. A lead is the verifier's figure less the "
        f"scorer's, on the same draws. {unscored} are longer than the verifier reads, and rank "
        "last. The scorer *first* goes by the order of the data, which in some sources gives the "
        "reference away."
    )


def _table(table: TextTable) -> str:
    lines = [table.columns, ("---", *["---:"] * (len(table.columns) - 1)), *table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
