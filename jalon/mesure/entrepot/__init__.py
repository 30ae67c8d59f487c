"""La copie en colonnes des faits : des fichiers Parquet immuables, un manifeste qui dit lesquels."""
