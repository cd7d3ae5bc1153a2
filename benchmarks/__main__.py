"""Run all benchmarks: ``python -m benchmarks`` (``make bench``)."""

from benchmarks import compile as compiling
from benchmarks import confidence, engine, panel, physics, spectra, startup

startup.main()
compiling.main()
engine.main()
confidence.main()
physics.main()
panel.main()
spectra.main()
