"""The engines that run one compiled law: each has the same meaning, only the reference defines it."""
