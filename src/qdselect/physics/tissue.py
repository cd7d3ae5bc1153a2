"""Light in tissue: reduced scattering, absorption, and what a depth costs, as far as checked sources reach.

The tissue absorbs by water and by haemoglobin only: fat, melanin and the rest of the tissue have no checked table here,
so attenuation is rather too small where they count. How much blood and water a tissue holds, and how oxygenated it is,
the caller says, except where a typical tissue is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdselect.errors import UnknownNameError, UsageError
from qdselect.model.names import nearest
from qdselect.model.struct import Struct
from qdselect.physics.validity import Range, positive, returned, within

if TYPE_CHECKING:
    from qdselect.physics.validity import Floats, Number

__all__ = [
    "Tissue",
    "absorption_per_cm",
    "depth_share",
    "effective_attenuation_per_cm",
    "reduced_scattering_per_cm",
    "transmitted",
    "water_window",
]


class Tissue(Struct):
    """What a tissue is made of.

    Attributes
    ----------
    kind : str
        Name of the scattering, such as ``soft`` or ``brain``.
    blood : float
        Volume of blood over volume of tissue, 0 to 1.
    saturation : float
        Share of haemoglobin that carries oxygen, 0 to 1.
    water : float
        Volume of water over volume of tissue, 0 to 1.
    """

    kind: str
    blood: float
    saturation: float
    water: float


def reduced_scattering_per_cm(scheme: Mapping[str, Any], kind: str, wavelength_nm: Number) -> Number:
    """Reduced scattering of a tissue: a (wavelength / 500 nm)**-b, as jacques2013 fits it.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``.
    kind : str
        Name of the tissue.
    wavelength_nm : float or ndarray
        Wavelength, nm.

    Returns
    -------
    float or ndarray
        1/cm; NaN in an array outside the range of the fit.

    Raises
    ------
    OutsideValidityError
        A single wavelength outside the range of the fit.
    UnknownNameError
        No checked source gives the scattering of this tissue.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> round(reduced_scattering_per_cm(load_catalog().section("physics_scheme"), "soft", 500), 1)
    18.9
    """
    models = {model["tissue"]: model for model in scheme["tissue"]["scattering"]}
    if kind not in models:
        raise UnknownNameError("tissue", kind, nearest(kind, models), f"tissues: {', '.join(models)}")
    model = models[kind]
    valid = Range.of(model["wavelength_nm"])
    wavelength = within(wavelength_nm, valid, "wavelength", model["id"])
    return returned(model["at_500_nm_per_cm"] * (wavelength / 500) ** -model["power"])


def absorption_per_cm(scheme: Mapping[str, Any], tissue: Tissue, wavelength_nm: Number) -> Number:
    """Absorption of a tissue by its water and its blood.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``.
    tissue : Tissue
        What it is made of.
    wavelength_nm : float or ndarray
        Wavelength, nm.

    Returns
    -------
    float or ndarray
        1/cm, Napierian; NaN in an array outside the tables. With blood, haemoglobin bounds the range.

    Raises
    ------
    OutsideValidityError
        A single wavelength outside the tables.
    UsageError
        A share that is not from 0 to 1.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> scheme = load_catalog().section("physics_scheme")
    >>> pale, red = Tissue("soft", 0.0, 0.75, 0.7), Tissue("soft", 0.05, 0.75, 0.7)
    >>> absorption_per_cm(scheme, pale, 650) < absorption_per_cm(scheme, red, 650)
    True
    """
    for name in ("blood", "saturation", "water"):
        if not 0 <= getattr(tissue, name) <= 1:
            raise UsageError(f"{name} must be a share from 0 to 1, not {getattr(tissue, name):g}.")
    total = tissue.water * _table(scheme, "water", wavelength_nm)
    if tissue.blood:
        oxygenated = _table(scheme, "oxyhaemoglobin", wavelength_nm)
        without = _table(scheme, "deoxyhaemoglobin", wavelength_nm)
        molar = tissue.saturation * oxygenated + (1 - tissue.saturation) * without
        blood = scheme["tissue"]["blood"]
        molarity = blood["haemoglobin_g_per_l"] / blood["haemoglobin_g_per_mol"]
        total = total + tissue.blood * math.log(10) * molar * molarity
    return returned(total)


def effective_attenuation_per_cm(absorption_per_cm: Number, reduced_scattering_per_cm: Number) -> Number:
    """Effective attenuation of diffuse light: sqrt(3 mu_a (mu_a + mu_s')), from diffusion theory.

    Holds deep in the tissue, and where scattering is much stronger than absorption.

    Parameters
    ----------
    absorption_per_cm, reduced_scattering_per_cm : float or ndarray
        Coefficients, 1/cm.

    Returns
    -------
    float or ndarray
        1/cm; NaN where absorption is more than a tenth of the scattering, where diffusion theory does not hold.

    Examples
    --------
    >>> round(effective_attenuation_per_cm(0.2, 10), 2)
    2.47
    """
    absorbing = positive(absorption_per_cm, "an absorption in 1/cm", zero=True)
    scattering = positive(reduced_scattering_per_cm, "a scattering in 1/cm")
    found = np.sqrt(3 * absorbing * (absorbing + scattering))
    return returned(np.where(absorbing * 10 <= scattering, found, np.nan))


def transmitted(
    scheme: Mapping[str, Any], tissue: Tissue, depth_mm: Number, excitation_nm: Number, emission_nm: Number
) -> Number:
    """What a depth leaves of the signal: light on its way in at the excitation, and out at the emission.

    The attenuation of both ways is exponential with the effective attenuation; geometry, the surface and the
    efficiency of collection are left out, so compare wavelengths with it, and do not read a signal from it.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``.
    tissue : Tissue
        What it is made of.
    depth_mm : float or ndarray
        Depth of the dot, mm, 0 or more.
    excitation_nm, emission_nm : float or ndarray
        Wavelengths, nm. Arrays are broadcast.

    Returns
    -------
    float or ndarray
        Share that is left, 0 to 1; NaN where a model does not hold.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> scheme, tissue = load_catalog().section("physics_scheme"), Tissue("soft", 0.02, 0.75, 0.7)
    >>> transmitted(scheme, tissue, 5, 640, 660) < transmitted(scheme, tissue, 5, 760, 800)
    True
    """
    depth_cm = positive(depth_mm, "a depth in mm", zero=True) / 10
    total: Any = 0.0
    for wavelength in (excitation_nm, emission_nm):
        absorbing = absorption_per_cm(scheme, tissue, wavelength)
        scattering = reduced_scattering_per_cm(scheme, tissue.kind, wavelength)
        total = total + effective_attenuation_per_cm(absorbing, scattering)
    return returned(np.exp(-depth_cm * total))


def depth_share(scheme: Mapping[str, Any], emission_nm: Number) -> Number:
    """What a depth leaves of an emission, excited as well as the tissue allows, beside the best emission: a model.

    Both ways are those of `transmitted`, through the typical tissue of ``rules/physics.yaml`` and to the depth of its
    judgements; the excitation is the best one that lies far enough below the emission. The background is not in it.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``, with ``typical`` tissue.
    emission_nm : float or ndarray
        Wavelength of the emission, nm.

    Returns
    -------
    float or ndarray
        0 to 1, where 1 is the emission that gets through best; NaN in an array outside the tables.

    Raises
    ------
    OutsideValidityError
        A single emission outside the tables: blood is tabulated from 630 to 950 nm, and the excitation lies below.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> scheme = load_catalog().section("physics_scheme")
    >>> depth_share(scheme, 700) < depth_share(scheme, 800)
    True
    """
    typical, gap = scheme["tissue"]["typical"], scheme["judgements"]["excitation_gap_nm"]["value"]
    tissue = Tissue(typical["tissue"], typical["blood"], typical["saturation"], typical["water"])
    blood = next(table for table in scheme["tissue"]["absorption"] if table["absorber"] == "oxyhaemoglobin")["points"]
    wavelengths = np.arange(blood[0][0], blood[-1][0] + 1.0)
    attenuation = effective_attenuation_per_cm(
        absorption_per_cm(scheme, tissue, wavelengths), reduced_scattering_per_cm(scheme, tissue.kind, wavelengths)
    )
    one_way = np.exp(-attenuation * scheme["judgements"]["depth_mm"]["value"] / 10)
    emissions = wavelengths[wavelengths >= wavelengths[0] + gap]
    excited = np.interp(emissions - gap, wavelengths, np.maximum.accumulate(one_way))
    both_ways = excited * np.interp(emissions, wavelengths, one_way)
    valid = Range(float(emissions[0]), float(emissions[-1]))
    asked = within(emission_nm, valid, "emission", "depth_share")
    return returned(np.interp(asked, emissions, both_ways / both_ways.max()))


def water_window(scheme: Mapping[str, Any], wavelength_nm: Number, path_cm: float = 1.0) -> Number:
    """How open the window is that water leaves in the near infrared: the share that a path in water lets through.

    A smooth function of the wavelength instead of the edges of named windows, about which sources differ. Haemoglobin,
    which closes the window on the blue side, and scattering are not in it.

    Parameters
    ----------
    scheme : mapping
        ``rules/physics.yaml``.
    wavelength_nm : float or ndarray
        Wavelength, nm.
    path_cm : float
        Length of the path in water, cm.

    Returns
    -------
    float or ndarray
        0 (closed) to 1 (open); NaN in an array outside the table.

    Examples
    --------
    >>> from qdselect import load_catalog
    >>> scheme = load_catalog().section("physics_scheme")
    >>> water_window(scheme, 800) > water_window(scheme, 1080) > water_window(scheme, 1450)
    True
    """
    path = positive(path_cm, "a path in cm")
    return returned(np.exp(-path * _table(scheme, "water", wavelength_nm)))


def _table(scheme: Mapping[str, Any], absorber: str, wavelength_nm: Number) -> Floats:
    """A table of absorption, linear between its points."""
    table = next(table for table in scheme["tissue"]["absorption"] if table["absorber"] == absorber)
    x, y = np.array(table["points"], dtype=float).T
    wavelength = within(wavelength_nm, Range(float(x[0]), float(x[-1])), "wavelength", table["id"])
    return np.asarray(np.interp(wavelength, x, y))
