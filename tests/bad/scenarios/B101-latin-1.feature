Feature: Überschuss
