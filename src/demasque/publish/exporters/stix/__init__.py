"""STIX 2.1: a case as one bundle, made with the package ``stix2`` (extra ``stix``)."""
