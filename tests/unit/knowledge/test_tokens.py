import pytest

from knowledge.encoders.packaged import packaged_model
from knowledge.encoders.tokens import BATCH_COST_TOKENS, BATCH_TOKENS, LENGTH_STEP, Tokens

_LENGTHS = [3, 60, 7, 7, 250, 31, 8, 30, 29, 400, 12, 61, 100, 15] * 6


@pytest.fixture(scope="module")
def tokens():
    model = packaged_model()
    return Tokens(model.tokenizer, model.max_tokens)


def test_each_text_is_in_one_batch_and_its_marks_are_kept(tokens):
    texts = [" ".join(["day"] * length) for length in _LENGTHS]

    batches = list(tokens.batches(texts))

    assert sorted(row for batch in batches for row in batch.rows) == list(range(len(texts)))
    for batch in batches:
        held = batch.mask.sum(axis=1)
        assert held.tolist() == [min(_LENGTHS[row] + 2, tokens.max_tokens) for row in batch.rows]
        starts, ends = batch.token_ids[:, 0], batch.token_ids[range(len(held)), held - 1]
        assert len(set(starts)) == len(set(ends)) == 1


def test_batches_are_small_waste_little_and_come_longest_first(tokens):
    texts = [" ".join(["day"] * length) for length in _LENGTHS]

    batches = list(tokens.batches(texts))

    widths = [batch.token_ids.shape[1] for batch in batches]
    assert widths == sorted(widths, reverse=True)
    for batch in batches:
        padded_alone = -(-batch.mask.sum(axis=1) // LENGTH_STEP) * LENGTH_STEP
        assert batch.token_ids.size - padded_alone.sum() <= BATCH_COST_TOKENS
        assert batch.token_ids.size <= BATCH_TOKENS or len(batch.rows) == 1
