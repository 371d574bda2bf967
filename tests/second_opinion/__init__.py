"""A second opinion: what another implementation of Rego says of the same policies and inputs.

It is rego-cpp, through its binding regopy. The tests start it, put groups of questions to its standard input and read its
answers; they compare verdicts, so that what differs between the two is the meaning of the language and nothing else.
"""
