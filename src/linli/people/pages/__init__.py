"""The pages of residents: “我的” in `portal`, the register and the households at the desk."""
