"""Findings as failed test cases: what Jenkins and others show of any tool."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hidden_state.reporters.summary import summary_of
from hidden_state.reporters.text import line_of, one_line, proof_of, sentences_of

if TYPE_CHECKING:
    from hidden_state.finding import Accepted, Finding, Result

NAME = "hidden-state"


def render(result: Result) -> bytes:
    """Return RESULT as an XML document in UTF-8; one case that passes if there is nothing else."""
    suite = Element("testsuite", name=NAME)
    for finding in result.findings:
        _fail(_case(suite, finding), finding)
    for accepted in result.accepted:
        SubElement(_case(suite, accepted.finding), "skipped", message=_reason(accepted))
    if not len(suite):
        SubElement(suite, "testcase", classname=NAME, name=summary_of(result), time="0")
    counts = {
        "tests": str(len(suite)),
        "failures": str(len(result.findings)),
        "errors": "0",
        "skipped": str(len(result.accepted)),
        "time": "0",
    }
    suite.attrib.update(counts)
    suites = Element("testsuites", {"name": NAME, **counts})
    suites.append(suite)
    indent(suites)
    document: bytes = tostring(suites, encoding="UTF-8", xml_declaration=True)
    return document + b"\n"


def _case(suite: Element, finding: Finding) -> Element:
    """Return a new test case that is about FINDING; its name does not change when lines move."""
    return SubElement(
        suite,
        "testcase",
        classname=one_line(finding.path),
        name=one_line(f"{finding.code} {finding.symbol or finding.rule}"),
        file=one_line(finding.path),
        line=str(finding.line),
        time="0",
    )


def _fail(case: Element, finding: Finding) -> None:
    message = one_line(sentences_of(finding))
    failure = SubElement(case, "failure", type=finding.code, message=message)
    failure.text = "\n".join([line_of(finding), *proof_of(finding)])


def _reason(accepted: Accepted) -> str:
    """Return what accepts a finding, and why."""
    until = f" until {accepted.until}" if accepted.until else ""
    reason = f": {accepted.reason}" if accepted.reason else ""
    return one_line(f"accepted{until} by {accepted.by} at {accepted.path}:{accepted.line}{reason}")
