"""Writes a tiny model for llama.cpp, whose next token depends on the last one and on chance alone.

    python tiny_model.py OUT.gguf

It knows letters, digits and punctuation, and writes words of random letters. Its layers do nothing: a token is a
direction of its own, and the output matrix holds what may follow it. So we can say how it leans: strings and lists
end soon, and a number is 1, because llama.cpp's grammars hold no number to its bounds.
"""

import pathlib
import sys

import gguf
import numpy

CONTEXT = 32768
LAYERS, HEADS, HEAD_WIDTH, FORWARD = 1, 1, 16, 32
CONTROL = ["<unk>", "<s>", "</s>"]
PRINTABLE = ["\u2581", "\n"] + [chr(code) for code in range(33, 127)]
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
NEVER = -30.0
TEMPLATE = (
    "{% for message in messages %}[{{ message['role'] }}] {{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant] {% endif %}"
)


def vocabulary() -> tuple[list[str], list[int]]:
    """All tokens and their types: control ones, every byte, every printable character."""
    octets = [f"<0x{octet:02X}>" for octet in range(256)]
    types = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    types += [gguf.TokenType.BYTE] * len(octets) + [gguf.TokenType.NORMAL] * len(PRINTABLE)
    return CONTROL + octets + PRINTABLE, types


def leanings(tokens: list[str]) -> numpy.ndarray:
    """The logarithm of how likely each token (row) is behind each other (column), up to a constant."""
    place = {token: index for index, token in enumerate(tokens)}
    size = len(tokens)
    random = numpy.random.default_rng(7)
    logits = numpy.full((size, size), NEVER)

    def lean(followers, behind, logit):
        rows = [place[token] for token in followers]
        columns = [place[token] for token in behind]
        logits[numpy.ix_(rows, columns)] = logit + random.normal(0, 0.4, (len(rows), len(columns)))

    letters = VOWELS + CONSONANTS
    everything = tokens[:]
    lean(letters, everything, 2)
    lean(VOWELS, CONSONANTS, 4)
    lean("\u2581", letters, 3)
    lean("\u2581", VOWELS, 4.5)
    # A string ends soon after an "e", which is on the way also where only what is likeliest is taken; a text between
    # two strings, where letters are as likely as each other whatever the temperature.
    lean("t", "\u2581", 3.5)
    lean("e", "t", 5.5)
    logits[place["."], place['"']] = 2.5
    lean(["</s>"], ".", 5.5)
    lean('"', letters, 1)
    lean('"', "e", 5.5)
    lean('\u2581"', ".", 4)
    # What a grammar makes it choose from: the end of a list or a number rather than more of it.
    lean("]", everything, 0)
    lean("}", everything, 0)
    lean(",", '"}]1', -4)
    lean("1", everything, -8)
    lean("-023456789", everything, -16)
    lean("tf", ":", 3)
    for character in "[{:":
        lean(character, everything, -10)
    return logits


def write(path: pathlib.Path) -> None:
    tokens, types = vocabulary()
    # A direction for each token; the rest is for llama.cpp, which works on 32 at once.
    width = -(-len(tokens) // 32) * 32
    # The norm before the output makes the one 1 of a token's direction as long as the whole.
    output = numpy.zeros((len(tokens), width), numpy.float32)
    output[:, : len(tokens)] = leanings(tokens) / numpy.sqrt(width)
    embedding = numpy.zeros((len(tokens), width), numpy.float32)
    embedding[:, : len(tokens)] = numpy.eye(len(tokens))

    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(width)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_key_length(HEAD_WIDTH)
    writer.add_value_length(HEAD_WIDTH)
    writer.add_rope_dimension_count(HEAD_WIDTH)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token.encode() for token in tokens])
    writer.add_token_scores([-float(index) for index in range(len(tokens))])
    writer.add_token_types(types)
    writer.add_bos_token_id(tokens.index("<s>"))
    writer.add_eos_token_id(tokens.index("</s>"))
    writer.add_unk_token_id(tokens.index("<unk>"))
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_chat_template(TEMPLATE)
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output_norm.weight", numpy.ones(width, numpy.float32))
    writer.add_tensor("output.weight", output)
    for layer in range(LAYERS):
        shapes = {
            "attn_q": (HEAD_WIDTH * HEADS, width),
            "attn_k": (HEAD_WIDTH, width),
            "attn_v": (HEAD_WIDTH, width),
            "attn_output": (width, HEAD_WIDTH * HEADS),
            "ffn_gate": (FORWARD, width),
            "ffn_up": (FORWARD, width),
            "ffn_down": (width, FORWARD),
        }
        for name in ["attn_norm", "ffn_norm"]:
            writer.add_tensor(f"blk.{layer}.{name}.weight", numpy.ones(width, numpy.float32))
        for name, shape in shapes.items():
            writer.add_tensor(f"blk.{layer}.{name}.weight", numpy.zeros(shape, numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
