"""Writes the project that editors are tested with: editors/project.py FOLDER."""
import sys

import family
import lsp

lsp.split_files(family.PROJECT, sys.argv[1])
lsp.write_database(sys.argv[1], family.FILES)
