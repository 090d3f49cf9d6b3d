"""Runs the programs in its arguments on mocks, with the generated SDK. Prints the types of what they declare, as JSON."""

import json
import runpy
import sys

import pulumi


class NamingMocks(pulumi.runtime.Mocks):
    """Takes every resource as it is, and keeps its type."""

    def __init__(self):
        self.types = []

    def new_resource(self, args):
        self.types.append(args.typ)
        return f"{args.name}-id", args.inputs

    def call(self, args):
        return {}


mocks = NamingMocks()
pulumi.runtime.set_mocks(mocks, preview=False)


@pulumi.runtime.test
def run():
    for program in sys.argv[1:]:
        runpy.run_path(program)


run()
json.dump(sorted(mocks.types), sys.stdout)
