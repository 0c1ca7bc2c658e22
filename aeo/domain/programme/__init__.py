"""The programme as data: levels, criteria, questions, papers, clocks, words.

Pure rules over validated content; ``aeo/services/programmes.py`` reads the files.
"""
