# Everything a person types here: `make run` starts Linli, `make test` checks it. `make` alone lists the rest.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh
BIN := .venv/bin
ARGS ?=
WORKERS ?= 2
# What is compiled once is kept, whatever a container says: the tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test sync sync-run browser lint types borders templates migrations tests screenshots translations audit mutation faults

help: ## 列出可用的命令
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: sync-run ## 启动邻里（衡水演示数据）；例：make run ARGS="--port 9000"
	@exec $(BIN)/linli up --region hengshui $(ARGS)

test: browser lint types borders templates migrations tests ## 全部检查和测试

sync-run:
	@scripts/sync --no-dev --inexact

sync:
	@scripts/sync

browser: sync
	@scripts/browser

lint: sync ## 代码风格
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: sync ## 类型
	LINLI_HOME=.linli/none $(BIN)/mypy

borders: sync ## 模块边界
	$(BIN)/lint-imports

templates: sync ## 模板
	$(BIN)/djlint --lint src

migrations: sync ## 模型与迁移一致
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run

# All of them in two processes; a few are sooner done in one, which also stops where one wants to look.
tests: sync ## 测试；例：make tests ARGS="src/linli/cases -x"，或 make tests WORKERS=4
	@$(BIN)/pytest $(or $(ARGS),-n $(WORKERS))

screenshots: browser ## 重拍使用说明里的图
	@$(BIN)/python -m tests.screenshots $(ARGS)

translations: sync ## 收集要翻译的文字，编好英文目录
	@$(BIN)/python -m tests.house.translations

mutation: sync ## 逐条破坏可见性规则，看测试能不能发现；例：make mutation ARGS="--only cases"
	@nice $(BIN)/python -m tests.mutation $(ARGS)

audit: browser ## 用 Lighthouse 看最常用的页面：快不快、谁都能用吗（要联网）
	@scripts/sync --group audit
	@$(BIN)/python -m tests.audit $(ARGS)

faults: sync ## 边用边砸：随机打断各部分两百次，再证明什么都没丢；例：make faults ARGS="--kills 40 --seed 7"
	@$(BIN)/python -m tests.faults.harness $(ARGS)
