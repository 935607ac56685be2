Feature: §14 Compliance: all output of an AI is recorded; what must hold whatever the other rules say

  Background:
    Given the facts of "facts/governance.yaml"

  Rule: All that an AI says is recorded, once

    @COMPLY-01
    Scenario Outline: An AI has made <form>
      Given the form of S-1 is <form>
      When the law decides
      Then the law records suggestion_shown for S-1
      And COMPLY-01 decides for suggestion S-1
      Given it is 10:01
      When the law decides
      Then the law records no suggestion_shown for S-1
      And COMPLY-01 does not decide for suggestion S-1

      Examples:
        | form        |
        | explanation |
        | alert       |
        | proposal    |
        | unknown     |

    @COMPLY-01
    Scenario: A second suggestion is recorded for itself
      When the law decides
      Then the law records suggestion_shown for S-1
      Given these suggestions:
        | suggestion | account | form  |
        | S-2        | A       | alert |
      And it is 10:01
      When the law decides
      Then the law records suggestion_shown for S-2
      And the law records no suggestion_shown for S-1
