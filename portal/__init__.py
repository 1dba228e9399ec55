"""The web pages of certificates: whoever scans one learns here whether it may be believed."""
