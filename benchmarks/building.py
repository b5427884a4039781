"""How long a build of everything takes, and one of nothing."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.checking import NOTHING, Written, count
from benchmarks.processes import ProgramError, Usage, run
from benchmarks.programs import Program
from benchmarks.telling import tell


@dataclass
class Builds:
    """The builds of one program, one of each kind for each round, and what the last one wrote."""

    full: list[Usage] = field(default_factory=list)
    unchanged: list[Usage] = field(default_factory=list)
    """Right after the full build; nothing if the program would only do the same again."""
    written: Written = NOTHING


def measure(
    programs: Sequence[Program], content: Path, scratch: Path, *, rounds: int, timeout: float
) -> dict[str, Builds]:
    """Return the builds of each program; each round begins with nothing, and all take turns.

    The outputs of the last round stay. The first program must succeed; a peer that fails is told
    of and left out.
    """
    builds = {program.name: Builds() for program in programs}
    for number in range(rounds):
        for program in programs:
            if program.name not in builds:
                continue
            try:
                _build(program, builds[program.name], content, scratch, timeout)
                if number == rounds - 1:
                    builds[program.name].written = count(output_of(program, scratch))
            except ProgramError as error:
                if program is programs[0]:
                    raise
                tell(f"{program.name} is left out: {error}")
                del builds[program.name]
    return builds


def folder_of(program: Program, scratch: Path) -> Path:
    """Return the folder that is the program's alone, for its output and what else it keeps."""
    return scratch / program.name.replace(" ", "-")


def output_of(program: Program, scratch: Path) -> Path:
    """Return the folder that the program writes feeds to."""
    return folder_of(program, scratch) / "feeds"


def _build(program: Program, builds: Builds, content: Path, scratch: Path, timeout: float) -> None:
    """Add a full build to *builds*, and one that finds nothing to do."""
    folder = folder_of(program, scratch)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = program.build(content, output_of(program, scratch))
    kinds = [builds.full, builds.unchanged] if program.incremental else [builds.full]
    for kind in kinds:
        kind.append(run(command, folder, timeout=timeout))
    seconds = ", ".join(f"{kind[-1].wall:.2f} s" for kind in kinds)
    tell(f"{program.name}: build {len(builds.full)}: {seconds}")
