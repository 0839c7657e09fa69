"""Lines that are not ASCII: the same places in all units that can be agreed on."""
import sys

import lsp

# Behind the string the column of `n` is another one in each of the units.
PROJECT = """
//--- a.cpp
#include <memory>
struct Näher { std::shared_ptr<Näher> nächster; };
int main() { const char *s = "äöü 𝄞𝄞 €"; auto n = std::make_shared<Näher>(); n->nächster = n; return s[0]; }
"""


def play(encodings, field="positionEncodings", unit="utf-16-le"):
    capabilities = {"general": {field: encodings}} if encodings else {}
    if field == "offsetEncoding":
        capabilities = {field: encodings}
    c = lsp.begin(PROJECT, ["a.cpp"], lsp.MINIATURE)
    result = c.initialize({"fixes": False}, capabilities=capabilities)
    print(
        "==", encodings, "->", result["capabilities"]["positionEncoding"], result.get("offsetEncoding")
    )
    c.open("a.cpp")
    c.show("on the disk")
    # Edits are counted in the same units.
    c.replace("a.cpp", "𝄞𝄞 €", "𝄞", unit)
    c.replace("a.cpp", "int main() { const", "int main() { /* ü */ const", unit)
    c.show("typed")
    c.shutdown()


play(["utf-8", "utf-16"], unit="utf-8")
play(["utf-16", "utf-8"])
play(["utf-32", "utf-16"], unit="utf-32-le")
play(["utf-7"])
play([])
play(["utf-8"], "offsetEncoding", "utf-8")
