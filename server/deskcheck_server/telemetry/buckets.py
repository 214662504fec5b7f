"""The upper bounds of histogram buckets, one series for each unit."""

SECONDS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 20.0, 60.0),
)
CANDIDATE_SECONDS = (0.0001, 0.0002, 0.0005, *SECONDS)  # a small share of a group's time
TEST_SECONDS = (*CANDIDATE_SECONDS, 120.0, 300.0)  # of unit tests, and of scoring beside them
COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
TOKENS = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072)
SCORES = (-20, -15, -10, -7.5, -5, -2.5, -1, 0, 1, 2.5, 5, 7.5, 10, 15, 20, 30)
