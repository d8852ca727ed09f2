"""How many threads numpy takes."""

from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def one_thread_for_numpy() -> None:
    """Have numpy multiply matrices in the thread that asks, in the whole process.

    Those of a search have some hundred rows. OpenBLAS gives them to all cores, and its threads go on spinning behind
    each product: a search took twice its time of the processors, which everyone else who searched had to wait for.
    """
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)
