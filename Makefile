# Each target can be called first on a fresh clone, and again without redoing what is done.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: setup semantic run chat test evening talks bench bench-telegram bench-model ablation clean
.DEFAULT_GOAL := run

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Đang cài đặt vào $(VENV), khoảng một phút…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Đang cài công cụ kiểm thử…"
	@$(PIP) -e '.[dev]'
	@touch $@

# Named models, reranking and training. On Linux, PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
# in front takes the small CPU build of torch.
semantic: $(VENV)/.installed-semantic

$(VENV)/.installed-semantic: $(VENV)/.installed
	@echo "Đang cài thư viện mô hình ngữ nghĩa…"
	@$(PIP) -e '.[semantic]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	@echo "Đang cài các hệ thống để so sánh, khoảng 2 GB…"
	@$(PIP) -e '.[bench]'
	@touch $@

# A guide with a fault is left out and named; the others are served all the same.
run: setup
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/camtay serve --or-chat

chat: setup
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/camtay chat

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n auto --maxprocesses 4

# Plays a scripted evening against a stand-in for Telegram and writes down what was said.
evening: $(VENV)/.installed-dev
	@PYTHONPATH=.:tests $(BIN)/python -m end_to_end.evening docs/evening.md

# Plays ten conversations with a scripted language model and writes down what was said.
talks: $(VENV)/.installed-dev
	@PYTHONPATH=.:tests $(BIN)/python -m end_to_end.talks docs/model.md

bench: $(VENV)/.installed-bench
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/python -m bench

bench-telegram: $(VENV)/.installed-bench
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/python -m bench.telegram

# What a lying, obedient or failing language model comes to; asks no real one.
bench-model: $(VENV)/.installed-dev
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/python -m bench.leash

ablation: setup
	@$(BIN)/camtay-kb sync || test -f var/generations/CURRENT
	@$(BIN)/python -m bench.ablation

clean:
	rm -rf $(VENV) var build dist *.egg-info
