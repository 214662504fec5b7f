"""From labelled candidates to preference pairs: `curate`, and the files that go in and come out.

Sources are read as JSON lines, as parquet or from the hub; candidates of one problem are cleaned
(`pool`), set against each other (`pairing`, `mismatches`), kept in stated shares (`shares`), edited
(`augmentation`) and written. All choices follow from a seed.
"""
