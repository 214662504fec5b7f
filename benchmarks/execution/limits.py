"""How much a candidate may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run: all tests of a program, or one case of standard input.

    Times are in seconds, sizes in bytes. `memory_bytes` is the address space of each process;
    `processes` counts threads too; `folder_bytes` is the largest file, and with bubblewrap all
    files together; `output_bytes` is standard output, standard error and the report together.
    """

    wall_seconds: float = 8.0
    cpu_seconds: int = 4
    memory_bytes: int = 1 << 30
    processes: int = 32
    open_files: int = 64
    folder_bytes: int = 16 << 20
    output_bytes: int = 1 << 20

    def __post_init__(self) -> None:
        """Refuse what no program could run under; raises ValueError."""
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} is {getattr(self, name)}; give a number above 0")

    def arguments(self) -> list[str]:
        """The same bounds as arguments of `prlimit`."""
        return [
            f"--cpu={self.cpu_seconds}:{self.cpu_seconds + 1}",
            f"--as={self.memory_bytes}",
            f"--nproc={self.processes}",
            f"--nofile={self.open_files}",
            f"--fsize={self.folder_bytes}",
            "--core=0",
        ]
