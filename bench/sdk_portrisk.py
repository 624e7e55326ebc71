"""portrisk on Splunk's Python SDK: the same job with the same model, to compare speeds and rows. It does not ship.

Environment: PORTRISK_MODEL, the model as JSON; PORTRISK_CATALOGUE, the lookup with the ports. (The SDK takes a program with
arguments for one that speaks version 1 of the protocol.)

Written as a careful user of the SDK would: fields that a chunk lacks are not looked for, each text is read once, the
readings of an event make a key, and the answer for a key is kept.
"""

import os
import sys
from itertools import chain

from portrisk_model import Model
from splunklib.searchcommands import Configuration, Option, StreamingCommand, dispatch, validators

MAX_ANSWERS = 65536


def first_text(record, fields):
    """The first value of the first of these fields that has one."""
    for field in fields:
        text = record.get(field)
        if text:
            text = text[0] if type(text) is list else text.partition("\n")[0]
            if text:
                return text
    return None


@Configuration()
class PortRiskCommand(StreamingCommand):
    min_score = Option(default=0, validate=validators.Integer(0, 100))
    # Read with the first chunk, as the command does; the SDK calls stream once for each chunk.
    model = None
    # By the fields that a chunk has: key -> output columns.
    answers = {}

    def stream(self, records):
        records = iter(records)
        first = next(records, None)
        if first is None:
            return
        if self.model is None:
            self.model = Model(os.environ["PORTRISK_MODEL"], os.environ["PORTRISK_CATALOGUE"])
        model, minimum = self.model, self.min_score
        present = [
            (index, [field for field in fields if field in first], read)
            for index, (_, fields, read) in enumerate(model.readings)
        ]
        present = [entry for entry in present if entry[1]]
        answers = self.answers.setdefault(tuple(chain.from_iterable(entry[1] for entry in present)), {})
        outputs = ["portrisk_" + name for name in model.model["outputs"]]
        empty = dict.fromkeys(outputs, "")
        has_port = bool(present) and present[0][0] == 0
        for record in chain((first,), records):
            key = []
            for _, fields, read in present:
                text = record.get(fields[0])
                # Nearly always one value in the first of the fields; else it is looked for with care.
                if not text or type(text) is list or "\n" in text:
                    text = first_text(record, fields)
                key.append(None if text is None else read(text))
            if not has_port or key[0] is None:
                if minimum == 0:
                    record.update(empty)
                    yield record
                continue
            key = tuple(key)
            answer = answers.get(key)
            if answer is None:
                if len(answers) >= MAX_ANSWERS:
                    answers.clear()
                whole = [None] * len(model.readings)
                for (index, _, _), value in zip(present, key):
                    whole[index] = value
                answer = answers[key] = dict(zip(outputs, model.assess(whole)))
            if answer["portrisk_score"] >= minimum:
                record.update(answer)
                yield record


dispatch(PortRiskCommand, sys.argv, sys.stdin, sys.stdout, __name__)
