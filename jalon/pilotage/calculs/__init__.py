"""Ce qui, dans un programme, se calcule d'après les faits : les réglages, les cases, leur part."""
