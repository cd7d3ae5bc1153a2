"""Closed vocabularies of the authored files."""

from __future__ import annotations

__all__ = [
    "AVAILABILITY",
    "CANCERS",
    "CHARACTERISATION",
    "CHECKLIST_STATUS",
    "COATING_CLASSES",
    "CONDITIONAL_CRITERIA",
    "CRITERIA",
    "EVIDENCE_FACTS",
    "HEAVY_METALS",
    "INSTRUMENT_KINDS",
    "LEVELS",
    "LIGAND_TYPES",
    "LIGHT_NM",
    "LOCATIONS",
    "MARKER_KINDS",
    "NOT_IMAGING",
    "PHYSICS_JUDGEMENTS",
    "PREDICTION_STATUS",
    "REFERENCE_TYPES",
    "STUDY_KINDS",
    "SURFACE_CHARGES",
    "SYNTHESIS_ROUTES",
    "TIERS",
    "TOXICITY_CLASSES",
]

TIERS = ("demonstrated", "other-mode", "transferable", "material-only")
LEVELS = ("material-only", "in-vitro-cells", "in-vivo-animal", "patient-specimens")
CRITERIA = ("evidence", "optical-fit", "brightness", "size", "safety", "practicality")
CONDITIONAL_CRITERIA = ("light-path",)
"""Criteria that weigh only when the question asks for them; see `qdselect.score.weights`."""
INSTRUMENT_KINDS = ("microscope", "flow-cytometer", "imager", "camera", "filter-set", "lines")
TOXICITY_CLASSES = ("low", "moderate", "elevated", "high")
AVAILABILITY = ("commercial", "in-house", "discontinued")
PHYSICS_JUDGEMENTS = (
    "reach_nm",
    "size_tolerance",
    "stokes_allowance_eV",
    "shell_shift_eV",
    "depth_mm",
    "excitation_gap_nm",
    "stokes_widest_eV",
    "width_narrowest_meV",
    "width_assumed_meV",
    "width_broadest_meV",
    "rise_lowest_per_eV",
    "rise_assumed_per_eV",
    "rise_highest_per_eV",
    "panel_overlap",
    "panel_spill",
    "panel_noise",
    "panel_spectral_step_nm",
)
SURFACE_CHARGES = ("zwitterionic", "neutral", "positive", "negative")
STUDY_KINDS = (
    "toxicology",
    "biodistribution",
    "material-study",
    "sensor",
    "in-situ-hybridisation",
    "ex-vivo-imaging",
    "unstated",
)
HEAVY_METALS = ("Cd", "Pb", "Hg", "As", "Tl")
"""What ``--heavy-metal-free`` excludes: the toxic heavy elements that occur in quantum dots."""

NOT_IMAGING = ("toxicology", "biodistribution", "material-study", "sensor")
"""Studies that image nothing: they inform properties and cautions, and prove no probe."""

LIGHT_NM = (150.0, 5000.0)
"""Wavelengths between which emissions, lines and edges of bands may lie, nm: beyond them a number is none in nm."""

PREDICTION_STATUS = ("given", "predicted", "modelled", "unknown")
REFERENCE_TYPES = ("article", "review", "product-sheet", "database", "patent", "regulation")
MARKER_KINDS = ("protein", "glycan", "rna", "gene-fusion", "cell-structure", "other")
LOCATIONS = (
    "cell-surface",
    "cytoplasm",
    "nucleus",
    "secreted",
    "serum",
    "extracellular-matrix",
    "blood-vessel",
    "mitochondrion",
)
LIGAND_TYPES = (
    "antibody",
    "fab",
    "scfv",
    "diabody",
    "nanobody",
    "affibody",
    "aptamer",
    "peptide",
    "small-molecule",
    "protein",
    "oligonucleotide",
    "polysaccharide",
    "other",
)
COATING_CLASSES = (
    "amphiphilic-polymer",
    "small-thiol",
    "zwitterionic-thiol",
    "PEG-thiol",
    "PEG-phospholipid-micelle",
    "silica",
    "protein",
    "peptide",
    "dendrimer",
    "polysaccharide",
    "polymer",
    "carbon-surface",
    "liposome",
    "other",
)
SYNTHESIS_ROUTES = (
    "colloidal",
    "aqueous",
    "hydrothermal",
    "microwave",
    "sol-gel",
    "electrochemical",
    "molecular-beam-epitaxy",
    "plasma",
    "biosynthesis",
    "other",
)
CHARACTERISATION = (
    "TEM",
    "SEM",
    "AFM",
    "XRD",
    "EDS",
    "XPS",
    "ICP",
    "FTIR",
    "UV-Vis",
    "PL",
    "lifetime",
    "DLS",
    "FCS",
    "SEC",
    "zeta-potential",
    "electrophoresis",
)
"""Methods by which a particle was characterised."""
CHECKLIST_STATUS = ("reported", "in-part", "missing", "not-recorded")
EVIDENCE_FACTS = ("negative_control", "toxicity_in_cells", "toxicity_in_animals", "biodistribution")
"""What records of evidence can show of a particle, for the checklist."""
DEFINED = {"synthesis_routes": SYNTHESIS_ROUTES, "characterisation": CHARACTERISATION}
"""Vocabularies whose words ``catalog/methods.yaml`` defines, by its keys."""
CANCERS = (
    "breast",
    "ovarian",
    "pancreatic",
    "prostate",
    "lung",
    "liver",
    "gastric",
    "colorectal",
    "cervical",
    "brain",
    "head-and-neck",
    "oesophageal",
    "bladder",
    "kidney",
    "melanoma",
    "lymphoma",
    "leukaemia",
    "epidermoid",
    "bone",
    "several",
)
