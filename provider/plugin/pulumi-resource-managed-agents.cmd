@echo off
node "%~dp0\pulumi-resource-managed-agents" %*
