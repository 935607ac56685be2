Feature: Lending
